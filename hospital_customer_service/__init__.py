from . import controllers
from . import demo
from . import models
from . import wizard
from .tools import log_filter

log_filter.install()
