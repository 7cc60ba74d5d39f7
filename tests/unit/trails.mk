# units and fuzz targets of trails/
