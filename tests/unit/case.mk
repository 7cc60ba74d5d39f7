# units and fuzz targets of case/
