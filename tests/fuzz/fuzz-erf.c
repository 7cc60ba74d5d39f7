/* ERF files from memory. */
#include <config.h>

#include "fuzz-capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (erf_format.recognise(bytes_of(data, n)))
		read_twice(data, n);
	return 0;
}
