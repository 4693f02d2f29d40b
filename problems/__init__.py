"""The catalogue: functions, noise levels and theorems, found by walking this folder."""
