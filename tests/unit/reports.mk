# units and fuzz targets of reports/
