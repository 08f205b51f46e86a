"""What an address of the map holds, says and answers: in words and figures, not yet drawn."""
