{# A QGIS style: one symbol, or one a value of a column; labels where there is an expression. #}
<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.16" styleCategories="Symbology|Labeling" labelsEnabled="{{ 1 if label else 0 }}">
{% if column %}
<renderer-v2 type="categorizedSymbol" attr="{{ column }}" symbollevels="0">
<categories>
{% for symbol in symbols %}
<category symbol="{{ loop.index0 }}" value="{{ symbol.value }}" label="{{ symbol.title }}" render="true" type="string"/>
{% endfor %}
</categories>
{% else %}
<renderer-v2 type="singleSymbol" symbollevels="0">
{% endif %}
<symbols>
{% for symbol in symbols %}
<symbol type="{{ kind }}" name="{{ loop.index0 }}" alpha="1" clip_to_extent="1">
<layer class="{{ layer_class }}" enabled="1" pass="0">
{% for key, value in symbol.drawn.items() %}
<prop k="{{ key }}" v="{{ value }}"/>
{% endfor %}
</layer>
</symbol>
{% endfor %}
</symbols>
</renderer-v2>
{% if label %}
<labeling type="simple">
<settings>
<text-style fieldName="{{ label.expression }}" isExpression="1" fontSize="{{ label.size }}" fontSizeUnit="Point" textColor="17,26,36,255">
<text-buffer bufferDraw="1" bufferSize="0.8" bufferSizeUnits="MM" bufferColor="255,255,255,255"/>
</text-style>
<text-format multilineAlign="1"/>
<placement placement="{{ label.placement }}"/>
</settings>
</labeling>
{% endif %}
<layerGeometryType>{{ geometry }}</layerGeometryType>
</qgis>
