from . import conversions, escorts, records, results
