"""What people may have read about massage, and what studies say: content/evidence/claims.yaml."""
