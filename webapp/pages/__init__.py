"""What Softback is, who runs it, and what happens to what people write."""
