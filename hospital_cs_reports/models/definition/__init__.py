# The registry comes before the areas that add to it.
from . import hcs_fact
from . import hcs_fact_followup
from . import hcs_kpi
