from . import definition, summary, trend
