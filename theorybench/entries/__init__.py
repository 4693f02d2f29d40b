"""What a catalogue is made of: one module for every kind of entry."""
