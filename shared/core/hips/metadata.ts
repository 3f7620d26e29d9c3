import { html } from '../markup/html.ts';

/**
 * The file metadata.xml, of a HiPS and of its HpxFinder: a VOTable whose columns are those of the
 * original images, and whose one row says which field of an HpxFinder line each column is.
 */
export function renderMetadata(title: string): string {
  return html`<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.3" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE>
  <COOSYS ID="ICRS" system="ICRS"/>
  <TABLE name="${title}: images">
    <FIELD name="RAJ2000" ucd="pos.eq.ra" ref="ICRS" datatype="double" precision="7" unit="deg"><DESCRIPTION>Right ascension of the centre</DESCRIPTION></FIELD>
    <FIELD name="DEJ2000" ucd="pos.eq.dec" ref="ICRS" datatype="double" precision="7" unit="deg"><DESCRIPTION>Declination of the centre</DESCRIPTION></FIELD>
    <FIELD name="id" ucd="meta.id;meta.dataset" datatype="char" arraysize="*"><DESCRIPTION>Name of the image</DESCRIPTION></FIELD>
    <FIELD name="access" ucd="meta.ref.url" datatype="char" arraysize="*"><DESCRIPTION>Where the image is</DESCRIPTION><LINK content-type="image/fits" href="\${access}"/></FIELD>
    <FIELD name="FoV" utype="stc:ObservationLocation.AstroCoordArea.Region" datatype="char" arraysize="*"><DESCRIPTION>Outline (STC-S)</DESCRIPTION></FIELD>
    <DATA><TABLEDATA>
      <TR><TD>$[ra]</TD><TD>$[dec]</TD><TD>$[name]</TD><TD>$[path]</TD><TD>$[stc]</TD></TR>
    </TABLEDATA></DATA>
  </TABLE>
</RESOURCE>
</VOTABLE>
`.markup;
}
