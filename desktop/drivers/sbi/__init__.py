"""Readers that their makers serve by the Secure Biometric Interface 0.9.5 (MOSIP; IEEE 3167)."""
