from . import definition, digest, summary, trend
