# The registry comes before the areas that add to it.
from . import hcs_fact
from . import hcs_fact_clock
from . import hcs_fact_followup
from . import hcs_fact_opinion
from . import hcs_fact_service
from . import hcs_fact_appointment
from . import hcs_fact_complaint
from . import hcs_fact_complaint_terms
from . import hcs_fact_vip
from . import hcs_fact_incident
from . import hcs_fact_care
from . import hcs_fact_customer
from . import hcs_fact_staff
from . import hcs_kpi
from . import hcs_day_figure
from . import hcs_day_figure_trend
