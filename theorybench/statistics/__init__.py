"""From numbers to evidence: e-processes, the verdicts they allow, and the error they can make."""
