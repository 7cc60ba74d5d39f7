# units and fuzz targets of detect/
