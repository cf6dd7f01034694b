/** The page of a receipt (Liquid); one sheet of A4 for a party of nine. */
export const receiptTemplate = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Receipt {{ number }}</title>
<style>
  @page { size: A4; margin: 14mm }
  body { font: 14px/1.4 system-ui, sans-serif; color: #111; max-width: 180mm; margin: 2em auto; padding: 0 1em }
  h1 { font-size: 1.5em; margin: 0 }
  h2 { font-size: 1.05em; margin: 1.4em 0 .3em }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .3em .6em .3em 0; border-bottom: 1px solid #ccc; vertical-align: top }
  .amount { text-align: right; white-space: nowrap; padding-right: 0 }
  .small { color: #555; font-size: .85em }
  tfoot td { border-bottom: 0; font-weight: 600 }
  @media print {
    body { font-size: 10.5px; margin: 0; max-width: none; padding: 0 }
    tr { break-inside: avoid }
  }
</style>
</head>
<body>
<h1>Receipt {{ number }}</h1>
<p class="small">Record locator {{ locator }} · booked on {{ booked }} · issued on {{ issued }}</p>
<h2>Flights</h2>
<table>
  <thead><tr><th>Passenger</th><th>Flight</th><th>Seat</th><th>Status</th><th class="amount">Price</th></tr></thead>
  <tbody>
  {%- for line in lines %}
    <tr>
      <td>{{ line.passenger }}<br><span class="small">{{ line.kind }} · {{ line.bookingId }}</span></td>
      <td>{{ line.flightCode }} {{ line.origin }} – {{ line.destination }}<br><span class="small">{{ line.departure }} – {{ line.arrival }} · {{ line.cabin }}</span></td>
      <td>{{ line.seat }}</td>
      <td>{{ line.status }}</td>
      <td class="amount">{{ line.total }}<br><span class="small">fare {{ line.fare }}
        {%- for tax in line.taxes %}<br>{{ tax.name }} {{ tax.amount }}{% endfor %}</span></td>
    </tr>
  {%- endfor %}
  </tbody>
  <tfoot>
    <tr><td colspan="4">Fares</td><td class="amount">{{ fare }}</td></tr>
    <tr><td colspan="4">Taxes and charges</td><td class="amount">{{ taxes }}</td></tr>
    <tr><td colspan="4">Total</td><td class="amount">{{ total }}</td></tr>
  </tfoot>
</table>
{%- if movements.size > 0 %}
<h2>Payments and refunds</h2>
<table>
  <thead><tr><th>Date</th><th>What</th><th>How</th><th></th><th class="amount">Amount</th></tr></thead>
  <tbody>
  {%- for movement in movements %}
    <tr><td>{{ movement.on }}</td><td>{{ movement.what }}</td><td>{{ movement.how }}</td><td>{{ movement.note }}</td><td class="amount">{{ movement.amount }}</td></tr>
  {%- endfor %}
  </tbody>
  <tfoot>
    <tr><td colspan="4">Paid</td><td class="amount">{{ paid }}</td></tr>
    <tr><td colspan="4">Refunded</td><td class="amount">{{ refunded }}</td></tr>
  </tfoot>
</table>
{%- endif %}
</body>
</html>
`;
