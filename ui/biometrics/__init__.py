"""Biometría: the enrolment of officials, from their papers to the notice."""
