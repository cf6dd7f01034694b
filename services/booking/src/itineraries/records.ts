import type { Entry } from './timetable.ts';

/** Bytes of one flight, as `recordBytes` of queries.ts lays them out. */
const recordLength = 36;

/** Flights as the database packs them; a record counts into `airlines` from 1. */
export type Records = { bytes: Uint8Array<ArrayBuffer>; airlines: readonly string[] };

/** A flight of a record; `isOffered` is false where it has left, or will not leave. */
export type RecordedFlight = Entry & { isOffered: boolean };

/** Reads records one after the other, and makes each airport's code a string only once. */
export type RecordReader = (records: Records, visit: (flight: RecordedFlight) => void) => void;

export function createRecordReader(): RecordReader {
  const codes = new Map<number, string>();
  const codeAt = (view: DataView, at: number): string => {
    const packed = (view.getUint16(at) << 8) | view.getUint8(at + 2);
    const known = codes.get(packed);
    if (known !== undefined) return known;
    const code = String.fromCharCode(packed >> 16, (packed >> 8) & 0xff, packed & 0xff);
    codes.set(packed, code);
    return code;
  };
  return ({ bytes, airlines }, visit) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < bytes.byteLength; at += recordLength) {
      visit({
        isOffered: view.getUint8(at) !== 0,
        id: view.getInt32(at + 1),
        departs: view.getInt32(at + 5),
        arrives: view.getInt32(at + 9),
        priceMinor: view.getInt32(at + 13),
        origin: codeAt(view, at + 17),
        destination: codeAt(view, at + 20),
        currency: codeAt(view, at + 23),
        airline: airlines[view.getInt16(at + 26) - 1] ?? '',
        departureTerminal: view.getUint32(at + 28),
        arrivalTerminal: view.getUint32(at + 32),
      });
    }
  };
}
