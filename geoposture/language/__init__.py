"""Words in the languages of the interface, and sentences that say no more than their figures."""
