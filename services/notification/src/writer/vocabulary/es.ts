import type { Vocabulary } from './vocabulary.ts';

export const es: Vocabulary = {
  words: `el la los las lo un una unos unas al del de a en con por para desde hacia sobre entre y e o que como cuando
    donde cual cuyo esto este esta estos estas ese esa eso aquí ahora nuevo nueva nuevos nuevas muy sinceramente
    sinceras sinceros profundamente realmente verdaderamente así su sus suyo suya le les se nos nuestro nuestra
    nuestros nuestras nosotros usted ustedes es son era eran ser sido siendo está están estar estaba ha han hemos
    haber había tiene tenemos tienen tener va vamos será serán hay hace hacer hecho favor tenga cuenta acepte saber
    sabemos sepa conocer entender entendemos comprender comprendemos comprensión paciencia agradecemos agradecer
    agradecidos gracias informamos informar informarle comunicamos comunicar comunicarle decir decirle escribimos
    escribir avisamos avisar avisarle queremos deseamos desear esperamos respecto vuelo servicio operado operada
    opera plan planes previsto prevista previstos programado programada viaje viajes viajero viajeros viajera
    pasajero pasajera pasajeros salida salidas sale salir saldrá parte partirá llega llegar llegará llegada llegadas
    aterriza hora horario horarios último última información detalles actualización aviso mensaje noticia noticias
    cambio cambiado modificado modificación modifica movido causado causada causadas causados afecta afectar afectado
    afectados molestia molestias inconveniente inconvenientes trastorno trastornos dificultad disgusto frustrante
    importante importa valor valoramos aprecio apreciamos lealtad fidelidad confianza cuidado equipo lado junto
    siguiente siguientes sigue continuación pasos paso significa supone suponga supongan ocasiona ocasionado
    ocasionadas ocasionados ocasionar traer trae estimado estimada estimados querido querida estado actualmente
    mientras tanto bordo ruta camino breve pensamos elección elegido elegir lamentablemente desgraciadamente pedimos
    mucho mucha cualquier inicialmente incomodidad incomodidades frustración rogamos decepción decepcionante presente
    palabras`,
  saying: {
    delayed: 'retraso retrasa retrasado retrasada retrasará retrasar demora demorado tarde',
    onTime:
      'en_hora puntual puntualmente según_lo_previsto de_nuevo hora_prevista hora_programada como_estaba_previsto como_previsto horario_previsto',
    early: 'antes adelanta adelantado adelantada adelanto adelantará temprano',
    cancelled: 'cancelado cancelada cancela cancelación cancelar',
    gateChange: 'puerta puertas embarque',
    terminalChange: 'puerta puertas embarque terminal terminales',
  },
  joy: 'buena buenas bueno buen alegra alegramos alegría encantados feliz felices contentos estupendo maravilloso agradable placer disfrute',
  apology: 'sentimos lamentamos disculpas disculpe disculpa disculpen perdón perdone',
  urgency: 'urgente urgentemente urgencia inmediato inmediatamente atención',
  leaving: 'salida salidas sale salir saldrá parte partirá',
  arriving: 'llega llegar llegará llegada llegadas aterriza',
  going: 'sale parte llega saldrá partirá llegará aterriza está_previsto está_programado ahora_previsto',
  moved: 'nueva_salida nueva_hora nuevo_horario nueva_llegada',
  clashes:
    'de_{route} desde_{route} a_{route} el_{departure} el_{arrival} a_{departure} por_{cause} a_{cause} la_{gate} la_{terminal}',
  refused: {
    number_word: `cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
      dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien ciento mil millón docena medio
      media cuarto tercio doble vez veces primero primera primer segundo segunda tercero tercera par algunos algunas varios varias
      minuto minutos horas porcentaje`,
    date: `lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre
      noviembre diciembre hoy mañana ayer anoche mediodía noche madrugada medianoche día días semana semanas mes meses año años
      quincena`,
    promise: `reembolso reembolsos reembolsar reembolsamos reembolsado compensación compensaciones compensar compensamos
      indemnización vale vales cupón cupones regalo gratis gratuito gratuita hotel hoteles alojamiento comida comidas bebida bebidas
      refrigerio sala_vip lounge millas puntos bono bonificación descuento garantizamos garantizado garantía prometemos promesa
      aseguramos seguro reubicación reubicar dinero efectivo precio tarifa tasa euro euros dólares derecho`,
    instruction: `ignore ignora ignorar ignoren olvide olvida instrucción instrucciones sistema prompt asistente clic haga pulse
      pulsa pinche llame llamar llámenos telefonee visite vaya ir corra apresúrese responda responder conteste pague pagar envíe
      enviar descargue abra acceda inicie regístrese contacte pregunte compruebe espere escanee introduzca proporcione debe deben
      debería tiene_que siga use utilice confirme verifique contraseña enlace web página recoja permanezca quédese vuelva`,
    negation: `no nunca jamás nada nadie ninguno ninguna ningún sin tampoco ni apenas`,
    extra_fact: `tiempo clima nieve tormenta niebla hielo viento técnico técnica técnicos mecánico avería motor huelga tripulación
      piloto seguridad incidente mantenimiento desviado aterrizado despegado estrellado emergencia accidente lleno completo cerrada
      cerrado otro otra otros otras pista asiento asientos equipaje maleta maletas avión aeronave embarcando`,
    place: `madrid barcelona sevilla valencia londres parís berlín roma milán viena zúrich tokio estambul bucarest chisinau
      heathrow barajas aeropuerto aeropuertos españa francia alemania inglaterra`,
  },
};
