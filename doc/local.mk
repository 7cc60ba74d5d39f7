# What keeps a store fresh.
dist_doc_DATA = doc/trailsift-update.service doc/trailsift-update.timer doc/trailsift-update.cron
