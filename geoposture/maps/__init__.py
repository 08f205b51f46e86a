"""The interactive map: page, frame and single file, composed with folium."""
