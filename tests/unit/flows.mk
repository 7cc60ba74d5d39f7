# units and fuzz targets of flows/
