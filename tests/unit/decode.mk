# units and fuzz targets of decode/
