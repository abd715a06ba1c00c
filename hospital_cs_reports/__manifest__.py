{
    "name": "Hospital Customer Service Reports",
    "summary": "Weekly, monthly and quarterly summaries of a hospital's service centre",
    "version": "19.0.1.0.0",
    "category": "Services/Hospital",
    "website": "https://github.com/hospital-customer-service/hospital-customer-service",
    "author": "Hospital Customer Service contributors",
    "license": "LGPL-3",
    "depends": ["hospital_customer_service"],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        # definition
        "security/definition/ir.model.access.csv",
        "data/definition/hcs_kpi_data.xml",
        "data/definition/hcs_kpi_opinion_data.xml",
        "data/definition/hcs_kpi_service_data.xml",
        "data/definition/hcs_kpi_complaint_data.xml",
        "data/definition/hcs_kpi_vip_data.xml",
        "data/definition/hcs_kpi_incident_data.xml",
        "views/definition/hcs_kpi_views.xml",
        # summary
        "security/summary/ir.model.access.csv",
        "security/summary/hcs_summary_rules.xml",
        "security/summary/hcs_summary_flow_rules.xml",
        "data/summary/mail_activity_type_data.xml",
        "data/summary/ir_cron_data.xml",
        "report/pdf/hcs_summary_templates.xml",
        "views/summary/hcs_summary_wizard_views.xml",
        "views/summary/hcs_summary_views.xml",
        "views/summary/hcs_summary_form_views.xml",
        "views/summary/hcs_corrective_action_views.xml",
        "views/summary/hcs_summary_line_views.xml",
        "views/summary/hcs_followup_analysis_views.xml",
        "views/summary/hcs_service_analysis_views.xml",
        "views/summary/hcs_complaint_analysis_views.xml",
        "views/summary/hcs_result_analysis_views.xml",
        "views/summary/res_config_settings_views.xml",
        "views/summary/summary_menus.xml",
    ],
    "demo": [
        "demo/summary/hcs_summary_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "hospital_cs_reports/static/src/**/*",
        ],
        "web.assets_tests": [
            "hospital_cs_reports/static/tests/tours/**/*",
        ],
        "web.assets_unit_tests": [
            "hospital_cs_reports/static/tests/**/*.test.js",
        ],
    },
}
