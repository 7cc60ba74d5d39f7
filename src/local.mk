EXTRA_DIST += src/layers.txt
include src/base/local.mk
include src/fetch/local.mk
include src/capture/local.mk
include src/decode/local.mk
include src/flows/local.mk
include src/protocols/local.mk
include src/trails/local.mk
include src/detect/local.mk
include src/case/local.mk
include src/scan/local.mk
include src/evidence/local.mk
include src/reports/local.mk
include src/browser/local.mk
include src/commands/local.mk
