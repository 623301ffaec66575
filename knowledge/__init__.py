"""From report files to passages that can be searched and cited."""
