# Mixins come before the models that inherit them.
from . import hcs_thread_mixin
from . import hcs_ledger_mixin
from . import hcs_masked_mixin
