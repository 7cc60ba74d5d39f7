dist_man_MANS += man/trailsift.1 man/trailsift-browse.1 man/trailsift-trails.5 man/trailsift-case.5
