"""The part Mejoras: corrective and preventive actions."""
