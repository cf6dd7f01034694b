import type { Vocabulary } from './vocabulary.ts';

export const en: Vocabulary = {
  words: `a an the this that these and so as at by for from in into of on onto to with when while where which how
    what here there now very truly sincerely deeply really than its it it's they them their our ours us we we're
    we've you you're your yours is are was were be been being am has have had having do does i will please note
    kindly accept know knowing known understand understanding understands patience appreciate thank thanks let inform
    informing telling writing sharing want wish hope regard regards regarding about flight service operates operating
    operated plans planned scheduled schedule set journey trip travel travels traveller travellers travelling
    passenger passengers departure departures departs depart departing leave leaves leaving arrival arrivals arrives
    arrive arriving new time times latest update updated updates information details notice message change changed
    changing moved moves means mean causes caused cause affects affected affect inconvenience trouble disruption
    difficulty frustrating frustration unwelcome matters matter important value valued care team side following
    follows below next comes coming keeping mind meanwhile brings brought made makes making dear loyal loyalty status
    unfortunately regrettably regret currently flying aboard route way choosing chosen choice trust confusion
    relation short brief forward thoughts experience appreciated grateful gratitude concern concerns tell sincere
    expected any disruptive disappointing disappointment upsetting sincerest heartfelt aware continued kindness
    timing timings happen happens happened occur occurred fly originally initially hereby words appears`,
  saying: {
    delayed: 'delay delayed late later behind_schedule',
    onTime:
      'on_time as_planned on_schedule punctual punctually again as_scheduled as_expected planned_time scheduled_time planned_times',
    early: 'early earlier sooner ahead_of_schedule ahead',
    cancelled: 'cancelled canceled cancellation',
    gateChange: 'gate gates',
    terminalChange: 'gate gates terminal terminals',
  },
  joy: 'good news glad pleased happy delighted great wonderful pleasant enjoy look_forward',
  apology: 'sorry apologise apologize apologies apology apologising apologizing regret',
  urgency: 'urgent urgently immediate immediately attention',
  leaving: 'leave leaves leaving depart departs departing departure departures',
  arriving: 'arrive arrives arriving arrival arrivals',
  going:
    'leaves departs arrives will_leave will_depart will_arrive now_leaves still_leaves expected_to set_to is_planned is_scheduled now_planned now_scheduled now_leave',
  moved: 'new_departure new_time new_times new_schedule new_arrival',
  clashes:
    'from_{route} to_{route} on_{departure} at_{departure} for_{departure} on_{arrival} at_{arrival} of_{cause} to_{cause} by_{cause}',
  refused: {
    number_word: `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
      eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million dozen
      half quarter third thirds double twice once triple first second fourth fifth sixth seventh eighth ninth tenth couple few
      several pair minute minutes hour hours o'clock percent`,
    date: `monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
      october november december today tomorrow yesterday tonight morning afternoon evening night noon midday midnight day days
      week weeks weekend month months year years mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec`,
    promise: `refund refunds refunded refunding reimburse reimbursed reimbursement compensate compensated compensation voucher
      vouchers coupon coupons gift free complimentary upgrade upgraded hotel hotels meal meals food drink drinks refreshments
      lounge miles points bonus discount guarantee guaranteed promise promised ensure entitled rebook rebooked rebooking
      insurance cash money price fee fees charge credit euro euros dollar dollars pounds`,
    instruction: `please_fly ._fly please_tell ._tell please_inform ._inform please_leave please_travel please_change please_depart please_arrive please_do please_have please_let
      please_update please_plan ._leave ._travel ._change ._depart ._arrive ._do ._have ._update ignore disregard forget prompt system instruction instructions instructed assistant click tap press call phone
      dial visit go hurry run proceed reply respond answer pay send download open login log sign register contact ask check wait
      scan enter provide give submit must should need ought follow take use confirm verify password link website collect stay
      remain return`,
    negation: `not no none never neither nor without cannot can't won't isn't aren't wasn't don't doesn't didn't nothing nobody
      unaffected unchanged hardly`,
    extra_fact: `weather snow storm storms fog ice wind lightning technical mechanical engine fault strike crew pilot security
      incident medical bird maintenance boarding diverted rerouted landed departed returned crash crashed emergency accident
      grounded overbooked full standby closed another other different runway seat seats baggage luggage aircraft plane row`,
    place: `london heathrow gatwick luton stansted paris orly berlin madrid barcelona rome milan vienna zurich tokyo istanbul
      chisinau bucharest dallas seattle denver houston phoenix oakland portland airport airports england france germany spain`,
  },
};
