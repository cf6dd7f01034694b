import type { Vocabulary } from './vocabulary.ts';

export const ro: Vocabulary = {
  words: `o un al ai ale a la în din de pe cu pentru prin spre către după dintre despre și iar ca că când cum care
    unde ce este e sunt era erau fi fost va vor am ați avem aveți are au acum aici foarte sincer sincere profund noi
    nouă nostru noastră noștri noastre ne vă dumneavoastră dvs vostru le îi își se s-a s s-au lui ei el ea acest
    această aceasta acestui acestei aceste acestea acestor aceștia lor vi i-a rugăm rog rugămintea rețineți țineți
    cont știți știm înțelegere înțelegeți înțelegem înțelegerea răbdare răbdarea apreciem prețuim mulțumim mulțumesc
    mulțumiri anunțăm anunța informăm informa transmitem transmite comunicăm scriem spunem dorim vrem sperăm privind
    privire legătură zbor zborul zborului cursa cursă cursei operat operată plan planul planuri planurile planificat
    planificată programat programată prevăzut prevăzută călătorie călătoria călătoriei călătorii călători călător
    călătorilor pasageri pasager pasagerilor pleacă pleca plecare plecarea plecării ajunge ajung sosire sosirea
    sosirii sosește aterizează aterizarea ora oră orar orarul orei nou noua noul ultima ultimele informație
    informația informații informațiile detalii detaliile actualizare actualizarea mesaj mesajul înștiințare veste
    schimbare schimbarea schimbat schimbată schimbă modificare modificarea modificat modificată modifică mutat mutată
    cauzat cauzată cauzate cauzează afectează afectat afectați neplăceri neplăcerile neplăcere neplăcerea neplăcute
    neplăcut disconfort disconfortul deranj deranjul dificultăți supărător important importantă importanți contează
    valoros valoroși prețios loialitate loialitatea fidelitate fidelitatea încredere încrederea grijă echipa echipei
    alături lângă următor următoarea următoarele urmează pași pașii înseamnă aduce aduc adus face facem făcut dragă
    stimate stimată stimați statutul păcate momentan între timp bord bordul rută ruta drum drumul scurt gândurile
    alegerea ales recunoscători adevărat jos pas pare mai să neplăcută cerem deranjant apreciat dezamăgitor
    dezamăgirea orice inconveniente inconvenient inconvenientele inițial estimat estimată prezent cuvinte`,
  saying: {
    delayed: 'întârzie întârzia întârziere întârzierea întârzierii întârziat întârziată târziu',
    onTime:
      'la_timp conform_planului punctual punctuală din_nou ora_prevăzută ora_planificată ora_programată cum_este_planificat',
    early: 'devreme',
    cancelled: 'anulat anulată anulează anulare anularea anulării',
    gateChange: 'poartă poarta porții poarte',
    terminalChange: 'poartă poarta porții terminal terminalul terminalului terminale',
  },
  joy: 'bună bune bun bucurăm bucurie bucuroși fericiți încântați minunat minunată frumos frumoasă plăcută plăcut grozav',
  apology: 'rău scuze scuzele scuzăm scuzați regretăm regret regrete iertare',
  urgency: 'urgent urgentă imediat atenție',
  leaving: 'pleacă pleca plecare plecarea plecării',
  arriving: 'ajunge ajung sosire sosirea sosirii sosește aterizează aterizarea',
  going:
    'pleacă ajunge sosește aterizează va_pleca va_ajunge este_planificat este_programat este_prevăzut acum_planificat',
  moved: 'plecare_nouă plecarea_nouă noua_plecare noua_oră ora_nouă noul_orar',
  clashes:
    'din_{route} spre_{route} din_cauza_{cause} pe_{departure} la_{departure} în_{departure} pe_{arrival} la_{arrival}',
  refused: {
    number_word: `zero unu una doi două trei patru cinci șase șapte opt zece unsprezece doisprezece treisprezece paisprezece
      cincisprezece șaisprezece douăzeci treizeci patruzeci cincizeci șaizeci sută sute mie mii milion duzină jumătate sfert treime
      dublu întâi primul prima doilea doua treilea câteva câțiva pereche minut minute minutul minutele ore orele procente`,
    date: `luni marți miercuri joi vineri sâmbătă duminică ianuarie februarie martie aprilie mai_luna iunie iulie august septembrie
      octombrie noiembrie decembrie azi astăzi mâine ieri poimâine dimineață dimineața amiază prânz seara seară noaptea noapte zi
      zile ziua zilele săptămână săptămâna săptămâni weekend lună luna an ani anul diseară`,
    promise: `ramburs rambursare rambursarea rambursăm rambursat despăgubire despăgubiri compensație compensații compensare voucher
      vouchere cupon cadou gratuit gratuită gratis hotel hoteluri cazare masă mese mâncare băutură băuturi gustări lounge mile
      puncte bonus reducere garantăm garantat garanție promitem promisiune asigurăm asigurare rebooking reprogramare bani preț
      taxă taxe euro lei dolari drept dreptul banii`,
    instruction: `ignorați ignoră uitați uită instrucțiuni instrucțiunile sistem sistemul prompt asistent click clic apăsați apasă
      sunați sună telefonați vizitați mergeți du-te grăbiți răspundeți răspunde plătiți plătește trimiteți trimite descărcați
      deschideți autentificați contactați întrebați verificați așteptați scanați introduceți furnizați trebuie urmați folosiți
      confirmați parola parolă link linkul site site-ul ridicați rămâneți reveniți`,
    negation: `nu n-a n-au nici niciodată nimic nimeni fără niciun nicio neschimbat neschimbată neafectat`,
    extra_fact: `vremea vreme zăpadă furtună ceață gheață vânt tehnic tehnică tehnice defecțiune motorul motor grevă echipaj
      echipajul pilot pilotul securitate incident incidentul întreținere îmbarcare îmbarcarea deviat aterizat plecat prăbușit
      urgență accident suprarezervat plin închis închisă alt altă alte alții pistă loc locul locuri bagaj bagaje bagajele avion
      avionul aeronava`,
    place: `chișinău chisinau bucurești otopeni iași cluj timișoara londra paris berlin madrid barcelona roma milano viena zurich
      tokyo istanbul heathrow aeroport aeroportul aeroportului moldova românia anglia franța germania spania`,
  },
};
