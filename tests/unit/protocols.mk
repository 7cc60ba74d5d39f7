# units and fuzz targets of protocols/
