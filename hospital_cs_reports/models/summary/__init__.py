# The mixin comes before the models that inherit it.
from . import hcs_summary_fact_mixin
from . import hcs_summary_counted_mixin
from . import counted
from . import hcs_summary
from . import hcs_summary_compile
from . import hcs_summary_flow
from . import hcs_summary_matrix
from . import hcs_summary_line
from . import hcs_summary_row
from . import hcs_summary_feedback
from . import res_company
from . import res_config_settings
