from . import analysis, pdf, xlsx
