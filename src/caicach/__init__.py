"""caicach: runs a government's administrative-reform programme (cải cách hành chính)."""
