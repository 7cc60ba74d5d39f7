# units and fuzz targets of scan/
