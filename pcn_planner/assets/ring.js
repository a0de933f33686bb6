(feature, latlng) => L.circleMarker(latlng, feature.properties.style)
