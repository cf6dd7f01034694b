import type { Vocabulary } from './vocabulary.ts';

export const de: Vocabulary = {
  words: `der die das den dem des ein eine einen einem einer eines dieser diese dieses diesen diesem und als an am im
    in ins auf aus bei beim für gegenüber mit nach seit über um unter von vom vor zu zum zur bis dass während wenn
    wie was hier dort nun jetzt derzeit leider sehr aufrichtig wirklich herzlich vielmals etwas damit dafür darüber
    hierüber davon dazu daher deshalb somit es er sie ihm ihn ihr ihre ihrem ihren ihrer ihres ihnen wir uns unser
    unsere unserem unseren unserer unseres ist sind war waren sein wird werden wurde worden haben hat hatte möchten
    wollen können bitte beachten hinweis hinweisen wissen verständnis geduld danken dank danke informieren mitteilen
    teilen schreiben sagen melden wünschen hoffen flug fluges plan pläne planen geplant geplante geplanten geplanter
    vorgesehen vorgesehene reise reisen reisende reisenden fahrgäste fluggäste gäste gast abflug abflugs abfliegen
    abflugzeit startet starten start fliegt fliegen geht verlässt ankunft ankunftszeit landet landen landung kommt
    ankommen eintreffen trifft neu neue neuen neuer neues zeit stand information informationen angaben nachricht
    meldung mitteilung änderung änder ändert geändert verschoben verschiebt betrifft betreffen betroffen
    unannehmlichkeiten unannehmlichkeit umstände ärger ärgerlich ungelegen bedauerlich mühe wichtig wert schätzen
    treue vertrauen sorge team seite folgende folgenden folgt wichtige wichtigen nächste nächsten schritte bedeutet
    macht machen bringt bringen lage geehrte geehrter liebe lieber status momentan zurzeit bord an_bord strecke weg
    unterwegs kurz gedanken entstehen entstehende entstandenen verursacht fällt entschuldigen vielen sich tut dies
    erst voraussichtlich hiermit sowie ursprünglich bedanken unangenehm bitten enttäuschend enttäuschung verstehen
    lassen erwartet erwartete jede jeden belastend zunächst worte`,
  saying: {
    delayed: 'verspätung verspätet verspäten verspätete später verzögert verzögerung',
    onTime: 'pünktlich planmäßig wieder wie_geplant wie_vorgesehen wie_erwartet geplante_zeit geplanten_zeit',
    early: 'früher eher vorzeitig',
    cancelled:
      'fällt_aus ausfällt ausfall ausfallen ausgefallen gestrichen annulliert annullierung storniert fällt_leider_aus',
    gateChange: 'gate gates flugsteig',
    terminalChange: 'gate gates flugsteig terminal terminals',
  },
  joy: 'gute guten gut freuen freut freude schön schöne schönen erfreulich angenehm angenehme angenehmen wunderbar prima',
  apology: 'entschuldigung entschuldigen leid leidtut bedauern verzeihung',
  urgency: 'dringend dringende dringender eilig eilt sofort achtung',
  leaving: 'abflug abflugs abfliegen abflugzeit startet starten start fliegt fliegen verlässt',
  arriving: 'ankunft ankunftszeit landet landen landung ankommen eintreffen trifft',
  going: 'startet geht fliegt landet verlässt ist_geplant nun_geplant ist_vorgesehen',
  moved: 'neuer_abflug neue_abflugzeit neuen_abflug neuen_abflugzeit neue_zeit neuen_zeit neue_ankunftszeit',
  clashes:
    'von_{route} nach_{route} am_{departure} um_{departure} am_{arrival} um_{arrival} wegen_{cause} von_{cause} grund_{cause}',
  refused: {
    number_word: `null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
      achtzehn neunzehn zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend million dutzend halb halbe
      halben halbstündig viertel dreiviertel drittel doppelt zweimal einmal erste ersten zweite zweiten dritte dritten paar einige
      mehrere minute minuten stunde stunden uhr prozent einstündig zweistündig anderthalb`,
    date: `montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar februar märz april mai juni juli august
      september oktober november dezember heute morgen gestern übermorgen früh vormittag mittag mittags nachmittag abend abends
      nacht nachts mitternacht tag tage woche wochen wochenende monat monate jahr jahre`,
    promise: `erstattung erstatten erstattet rückerstattung entschädigung entschädigen entschädigt ausgleich ausgleichszahlung
      gutschein gutscheine kostenlos kostenlose gratis geschenk hotel hotels übernachtung mahlzeit mahlzeiten essen getränke
      verpflegung lounge meilen punkte bonus rabatt garantieren garantiert garantie versprechen versichern zusichern umbuchen
      umgebucht umbuchung versicherung geld bargeld preis gebühr gebühren euro anspruch`,
    instruction: `planen_sie reisen_sie fliegen_sie melden_sie schreiben_sie sagen_sie teilen_sie kommen_sie starten_sie landen_sie
      ignorieren ignoriere ignorier vergessen vergiss anweisung anweisungen system prompt assistent klicken klick tippen
      drücken rufen anrufen telefonieren besuchen gehen gehe beeilen laufen antworten antworte zahlen bezahlen senden schicken
      herunterladen öffnen anmelden einloggen registrieren kontaktieren fragen prüfen warten scannen eingeben angeben müssen muss
      sollen sollten sollte brauchen folgen benutzen nutzen bestätigen passwort link webseite abholen bleiben verlassen`,
    negation: `nicht kein keine keinen keinem keiner keines nie niemals nichts niemand ohne weder kaum unverändert`,
    extra_fact: `wetter schnee sturm gewitter nebel eis wind technisch technischen technischer technische defekt triebwerk streik
      besatzung crew pilot sicherheit vorfall wartung einsteigen boarding umgeleitet gelandet gestartet abgestürzt notfall unfall
      überbucht voll geschlossen anderer anderen anderes ersatzflug landebahn sitz sitzplatz platz gepäck koffer flugzeug maschine`,
    place: `london paris berlin münchen frankfurt hamburg wien zürich madrid barcelona rom mailand tokio istanbul bukarest kischinau
      chisinau heathrow flughafen flughäfen deutschland frankreich spanien england`,
  },
};
