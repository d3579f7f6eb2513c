// A small GTFS feed for tests: two lines through the centre, one by frequency and one by timetable.
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export const feedFiles: Readonly<Record<string, string>> = {
  'agency.txt':
    'agency_id,agency_name,agency_url,agency_timezone\nA,Corredor Azul,https://example.pe,America/Lima\n',
  'stops.txt': [
    'stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding',
    'P1,"Plaza San Martín, norte",-12.0510,-77.0345,1',
    'P2,Palacio de Justicia,-12.0575,-77.0350,2',
    'P3,Estadio Nacional,-12.0670,-77.0337,',
    'P4,Plaza Mayor,-12.0460,-77.0300,',
    'LEJOS,Huacho,-11.1070,-77.6050,',
  ].join('\r\n'),
  'routes.txt': [
    'route_id,agency_id,route_short_name,route_long_name,route_type,route_color',
    '301,A,301,Rímac – Estadio,3,0055AA',
    '1,A,Línea 1,"Villa, centro",1,',
    'VACIA,A,Sin viajes,,3,',
  ].join('\n'),
  'trips.txt': [
    'route_id,service_id,trip_id,trip_headsign,direction_id,shape_id',
    '301,LV,T1,Estadio,0,S1',
    '301,D,T2,Estadio,0,S1',
    '301,LV,T3,Plaza Mayor,1,',
    '1,LV,M1,Centro,0,',
    '1,LV,M2,Centro,0,',
    '1,LV,M3,Centro,0,',
  ].join('\n'),
  'stop_times.txt': [
    'trip_id,arrival_time,departure_time,stop_id,stop_sequence',
    'T1,06:00:00,06:00:00,P4,1',
    'T1,06:12:00,06:12:00,P3,30',
    'T1,06:05:00,06:05:00,P1,10',
    'T1,06:08:00,06:08:00,P2,20',
    'T2,08:00:00,08:00:00,P4,1',
    'T2,08:12:00,08:12:00,P3,2',
    'T3,07:00:00,07:00:00,P3,1',
    'T3,07:12:00,07:12:00,P4,2',
    'M1,07:00:00,07:00:00,P1,1',
    'M1,07:05:00,07:05:00,P3,2',
    'M2,07:20:00,07:20:00,P1,1',
    'M2,07:25:00,07:25:00,P3,2',
    'M3,07:40:00,07:40:00,P1,1',
    'M3,07:45:00,07:45:00,P3,2',
    'M3,08:00:00,08:00:00,LEJOS,3',
  ].join('\n'),
  'calendar.txt': [
    'service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date',
    'LV,1,1,1,1,1,0,0,20260101,20271231',
    'D,0,0,0,0,0,0,1,20260101,20271231',
  ].join('\n'),
  'frequencies.txt': [
    'trip_id,start_time,end_time,headway_secs',
    'T1,06:00:00,22:00:00,600',
    'T2,07:00:00,25:10:00,1200',
    'T3,06:00:00,22:00:00,900',
  ].join('\n'),
  'shapes.txt': [
    'shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence',
    'S1,-12.0460,-77.0300,1',
    'S1,-12.0670,-77.0337,3',
    'S1,-12.0510,-77.0345,2',
  ].join('\n'),
}

/** Writes the feed with some files changed; null leaves one out. */
export async function writeFeed(
  path: string,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<string> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries({ ...feedFiles, ...changes })) {
    if (text !== null) zip.addBuffer(Buffer.from(text), name)
  }
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}
