/** A city that the open data does not describe well enough: several airports, or names of its own. */
export type City = {
  /** All names it is searched by, metropolitan code included; any case and accents. */
  names: readonly string[];
  /** IATA codes of its airports. */
  airports: readonly string[];
};

/** Where our table speaks, the open data is silent: `London` is the one on the Thames, not the one in Ontario. */
export const cities: readonly City[] = [
  { names: ['Chisinau', 'Chișinău', 'Kishinev'], airports: ['RMO'] },
  { names: ['London', 'LON'], airports: ['LHR', 'LGW', 'STN', 'LTN', 'LCY', 'SEN'] },
  { names: ['Tokyo', 'TYO'], airports: ['HND', 'NRT'] },
  { names: ['Paris', 'PAR'], airports: ['CDG', 'ORY', 'BVA'] },
  { names: ['Rome', 'Roma', 'ROM'], airports: ['FCO', 'CIA'] },
  { names: ['Milan', 'Milano', 'MIL'], airports: ['MXP', 'LIN', 'BGY'] },
  { names: ['Istanbul', 'Constantinople'], airports: ['IST', 'SAW'] },
  { names: ['Berlin'], airports: ['BER'] },
  { names: ['Brussels', 'Bruxelles', 'Brussel'], airports: ['BRU', 'CRL'] },
  { names: ['Vienna', 'Wien'], airports: ['VIE'] },
  { names: ['Bucharest', 'București', 'BUH'], airports: ['OTP', 'BBU'] },
  { names: ['Stockholm', 'STO'], airports: ['ARN', 'BMA', 'NYO', 'VST'] },
  { names: ['Oslo'], airports: ['OSL', 'TRF'] },
  { names: ['Moscow', 'MOW'], airports: ['SVO', 'DME', 'VKO', 'ZIA'] },
  { names: ['New York', 'NYC'], airports: ['JFK', 'LGA', 'EWR'] },
  { names: ['Washington', 'WAS'], airports: ['IAD', 'DCA', 'BWI'] },
  { names: ['Chicago', 'CHI'], airports: ['ORD', 'MDW'] },
  { names: ['Dallas'], airports: ['DAL', 'DFW'] },
  { names: ['Houston'], airports: ['HOU', 'IAH'] },
  { names: ['San Francisco'], airports: ['SFO', 'OAK', 'SJC'] },
  { names: ['Buenos Aires', 'BUE'], airports: ['EZE', 'AEP'] },
  { names: ['São Paulo', 'SAO'], airports: ['GRU', 'CGH', 'VCP'] },
  { names: ['Rio de Janeiro', 'RIO'], airports: ['GIG', 'SDU'] },
  { names: ['Seoul', 'SEL'], airports: ['ICN', 'GMP'] },
  { names: ['Osaka', 'OSA'], airports: ['KIX', 'ITM'] },
  { names: ['Kuala Lumpur'], airports: ['KUL', 'SZB'] },
];

/** Airports whose IATA code has changed since the open data was collected: former code → present one. */
export const newCodes: Record<string, string> = { KIV: 'RMO' };
