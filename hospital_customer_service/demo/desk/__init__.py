from . import escorts, records, results
