{
    "name": "Hospital Customer Service Reports",
    "summary": "Weekly, monthly and quarterly summaries of a hospital's service centre",
    "version": "19.0.1.0.0",
    "category": "Services/Hospital",
    "website": "https://github.com/hospital-customer-service/hospital-customer-service",
    "author": "Hospital Customer Service contributors",
    "license": "LGPL-3",
    "depends": ["hospital_customer_service"],
    "data": [],
}
