// Lists the charts that pages draw on the server.
export { barChart, columnChart, stackedChart } from './bars.ts'
export type { Bar, BarChartOptions, StackedChartOptions } from './bars.ts'
export type { ChartFrame } from './figure.ts'
export { histogram, type HistogramOptions } from './histogram.ts'
export { lineChart, type LineChartOptions, type LineSeries } from './line.ts'
export { columnProfile, sparkline, type ColumnProfileOptions } from './small.ts'
