# trails
