"""Protocols of Chinese gateways for short messages (DOMAIN §2.5): requests, signatures, answers, receipts, replies.

Pure Python without network: the add-on sends what these modules build, and reads what comes back with them.
"""
