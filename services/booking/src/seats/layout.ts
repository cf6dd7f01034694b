/** The cabin of an aircraft type: rows of six, all one class, since a flight has one fare. */
export const a320 = { rows: 30, letters: ['A', 'B', 'C', 'D', 'E', 'F'] } as const;
