"""The example company: Harrow Lane Services, eighteen months of its work, written in the formats real systems export."""
