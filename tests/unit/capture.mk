# units and fuzz targets of capture/
